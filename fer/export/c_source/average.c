static void average(const int8_t *in, int8_t *out, int side, int channels, int32_t multiplier,
                    uint8_t shift, int zero_in, int zero_out)
{
    for (int c = 0; c < channels; c++) {
        int32_t sum = 0;
        for (int i = 0; i < side * side; i++) sum += in[i * channels + c] - zero_in;
        out[c] = (int8_t)rescaled(sum, multiplier, shift, zero_out, -128, 127);
    }
}
