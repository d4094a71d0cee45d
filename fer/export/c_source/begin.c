/* Accumulators are brought to the next scale by a multiplication and a shift; signed numbers are
   shifted arithmetically, as every compiler does (C99 6.5.7 leaves it to them). */
static int32_t rescaled(int32_t sum, int32_t multiplier, uint8_t shift, int32_t zero, int32_t low,
                        int32_t high)
{
    int64_t wide = (int64_t)sum * multiplier + ((int64_t)1 << (shift - 1));
    int32_t value = (int32_t)(wide >> shift) + zero;
    return value < low ? low : value > high ? high : value;
}

static uint64_t root(uint64_t square)
{
    uint64_t result = 0, bit = (uint64_t)1 << 62;
    while (bit > square) bit >>= 2;
    for (; bit; bit >>= 2) {
        if (square >= result + bit) {
            square -= result + bit;
            result = (result >> 1) + bit;
        } else {
            result >>= 1;
        }
    }
    return result;
}

/* Mean 0 and deviation 1, or 0 of a blank image, by whole numbers: a table of 256 gray levels. */
static void standardise(const uint8_t *image, int8_t *out, int64_t factor, int32_t zero)
{
    int8_t table[256];
    int64_t sum = 0, squares = 0, deviation;
    for (int i = 0; i < FER_PIXELS; i++) {
        sum += image[i];
        squares += (int32_t)image[i] * image[i];
    }
    deviation = (int64_t)root((uint64_t)(FER_PIXELS * squares - sum * sum));
    if (deviation < FER_PIXELS) deviation = FER_PIXELS;
    deviation *= 65536;
    for (int gray = 0; gray < 256; gray++) {
        int64_t value = (FER_PIXELS * (int64_t)gray - sum) * factor;
        int64_t half = deviation / 2;
        int64_t step = (value < 0 ? value - half : value + half) / deviation + zero;
        table[gray] = (int8_t)(step < -128 ? -128 : step > 127 ? 127 : step);
    }
    for (int i = 0; i < FER_PIXELS; i++) out[i] = table[image[i]];
}
