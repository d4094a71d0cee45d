/* Kernels lie as (units, inputs). */
static void dense(const int8_t *in, int8_t *out, int inputs, int units, const int8_t *weights,
                  const int32_t *bias, const int32_t *multiplier, const uint8_t *shift, int zero_in,
                  int zero_out, int low)
{
    for (int unit = 0; unit < units; unit++, weights += inputs) {
        int32_t sum = bias[unit];
        for (int i = 0; i < inputs; i++) sum += weights[i] * (in[i] - zero_in);
        out[unit] = (int8_t)rescaled(sum, multiplier[unit], shift[unit], zero_out, low, 127);
    }
}
