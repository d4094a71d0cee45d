/* Kernels lie as (rows, columns, channels); what is outside the image counts as 0. */
static void depthwise(const int8_t *in, int8_t *out, int side, int channels, int after, int kernel,
                      int stride, int padding, const int8_t *weights, const int32_t *bias,
                      const int32_t *multiplier, const uint8_t *shift, int zero_in, int zero_out,
                      int low)
{
    static int32_t sums[FER_CHANNELS];
    for (int y = 0; y < after; y++)
        for (int x = 0; x < after; x++) {
            for (int c = 0; c < channels; c++) sums[c] = bias[c];
            for (int ky = 0; ky < kernel; ky++)
                for (int kx = 0; kx < kernel; kx++) {
                    int row = y * stride + ky - padding, column = x * stride + kx - padding;
                    if (row < 0 || row >= side || column < 0 || column >= side) continue;
                    const int8_t *w = weights + (ky * kernel + kx) * channels;
                    const int8_t *pixel = in + ((size_t)row * side + column) * channels;
                    for (int c = 0; c < channels; c++) sums[c] += w[c] * (pixel[c] - zero_in);
                }
            for (int c = 0; c < channels; c++)
                *out++ = (int8_t)rescaled(sums[c], multiplier[c], shift[c], zero_out, low, 127);
        }
}
