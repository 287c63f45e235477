namespace MlNetCnn.Primitives;

/// <summary>
/// A small random source whose numbers depend on its seed alone, and on no version of .NET: SplitMix64
/// (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
/// </summary>
/// <param name="seed">The seed; neighbouring seeds give unrelated numbers.</param>
[SharedInternal]
internal sealed class SeededRandom(long seed)
{
    private ulong _state = (ulong)seed;

    /// <summary>A source of its own for one place in a tree of choices, for example an epoch, a picture in it, an operation on it.</summary>
    /// <param name="seed">The seed of all.</param>
    /// <param name="path">The way to the place; ways that differ anywhere give unrelated numbers.</param>
    public static SeededRandom At(long seed, params ReadOnlySpan<long> path)
    {
        foreach (var step in path)
        {
            seed = (long)new SeededRandom(seed).NextBits() ^ step;
        }

        return new SeededRandom(seed);
    }

    /// <summary>The next 64 random bits.</summary>
    /// <returns>Any value of <see cref="ulong"/>, all equally likely.</returns>
    public ulong NextBits()
    {
        _state += 0x9E3779B97F4A7C15UL;
        var bits = _state;
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9UL;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBUL;
        return bits ^ (bits >> 31);
    }

    /// <summary>A whole number, each equally likely.</summary>
    /// <param name="bound">How many values there are, at least 1.</param>
    /// <returns>A number from 0 to <paramref name="bound"/> - 1.</returns>
    public int Next(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);

        // Values above the last whole multiple of the bound are drawn again, else small numbers would come more often.
        var limit = ulong.MaxValue - (ulong.MaxValue % (ulong)bound);
        ulong bits;
        do
        {
            bits = NextBits();
        }
        while (bits >= limit);

        return (int)(bits % (ulong)bound);
    }

    /// <summary>A fraction with 53 random bits.</summary>
    /// <returns>A number from 0 up to, but not reaching, 1.</returns>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number between two others.</summary>
    /// <returns>A number from <paramref name="from"/> up to <paramref name="to"/>, both where they are equal.</returns>
    public double Between(double from, double to) => from + ((to - from) * NextDouble());

    /// <summary>A number around 0.</summary>
    /// <param name="max">How far it may be away from 0, either way.</param>
    public double Symmetric(double max) => Between(-max, max);

    /// <summary>Whether something of this chance happens.</summary>
    /// <param name="chance">0 for never to 1 for always.</param>
    public bool Happens(double chance) => NextDouble() < chance;

    /// <summary>A normally distributed number of mean 0 and standard deviation 1 (Box and Muller, 1958).</summary>
    public double NextNormal() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>Puts the items in a random order, every order equally likely (Fisher and Yates).</summary>
    /// <typeparam name="T">What is shuffled.</typeparam>
    /// <param name="items">The items, shuffled in place.</param>
    public void Shuffle<T>(Span<T> items)
    {
        for (var last = items.Length - 1; last > 0; last--)
        {
            var other = Next(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }
}
