/* The last dense layer: its answers keep 16 bits. */
static void classes(const int8_t *in, int16_t *out, int inputs, const int8_t *weights,
                    const int32_t *bias, const int32_t *multiplier, const uint8_t *shift,
                    int zero_in)
{
    for (int unit = 0; unit < FER_CLASSES; unit++, weights += inputs) {
        int32_t sum = bias[unit];
        for (int i = 0; i < inputs; i++) sum += weights[i] * (in[i] - zero_in);
        out[unit] = (int16_t)rescaled(sum, multiplier[unit], shift[unit], 0, -32768, 32767);
    }
}
