static void max_pool(const int8_t *in, int8_t *out, int side, int channels, int after, int kernel,
                     int stride, int padding)
{
    for (int y = 0; y < after; y++)
        for (int x = 0; x < after; x++)
            for (int c = 0; c < channels; c++) {
                int8_t most = -128;
                for (int ky = 0; ky < kernel; ky++)
                    for (int kx = 0; kx < kernel; kx++) {
                        int row = y * stride + ky - padding, column = x * stride + kx - padding;
                        if (row < 0 || row >= side || column < 0 || column >= side) continue;
                        int8_t value = in[((size_t)row * side + column) * channels + c];
                        if (value > most) most = value;
                    }
                *out++ = most;
            }
}
