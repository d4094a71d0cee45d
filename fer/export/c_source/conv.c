/* Kernels lie as (units, rows, columns, channels); what is outside the image counts as 0. */
static void conv(const int8_t *in, int8_t *out, int side, int channels, int after, int units,
                 int kernel, int stride, int padding, const int8_t *weights, const int32_t *bias,
                 const int32_t *multiplier, const uint8_t *shift, int zero_in, int zero_out,
                 int low)
{
    for (int y = 0; y < after; y++)
        for (int x = 0; x < after; x++)
            for (int unit = 0; unit < units; unit++) {
                const int8_t *w = weights + (size_t)unit * kernel * kernel * channels;
                int32_t sum = bias[unit];
                for (int ky = 0; ky < kernel; ky++)
                    for (int kx = 0; kx < kernel; kx++, w += channels) {
                        int row = y * stride + ky - padding, column = x * stride + kx - padding;
                        if (row < 0 || row >= side || column < 0 || column >= side) continue;
                        const int8_t *pixel = in + ((size_t)row * side + column) * channels;
                        for (int c = 0; c < channels; c++) sum += w[c] * (pixel[c] - zero_in);
                    }
                *out++ = (int8_t)rescaled(sum, multiplier[unit], shift[unit], zero_out, low, 127);
            }
}
