namespace MlNetCnn.Primitives;

/// <summary>
/// A small random number generator whose output depends only on its seed, not on the version of .NET: SplitMix64
/// (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
/// </summary>
/// <param name="seed">The seed; adjacent seeds give unrelated numbers.</param>
[SharedInternal]
internal sealed class SeededRandom(long seed)
{
    private ulong _state = (ulong)seed;

    /// <summary>Creates a separate generator for one node in a tree of choices, for example an epoch, an image in it, an operation on it.</summary>
    /// <param name="seed">The seed of the whole tree.</param>
    /// <param name="path">The path to the node; different paths give unrelated numbers.</param>
    public static SeededRandom At(long seed, params ReadOnlySpan<long> path)
    {
        foreach (var step in path)
        {
            seed = (long)new SeededRandom(seed).NextBits() ^ step;
        }

        return new SeededRandom(seed);
    }

    /// <summary>Returns the next 64 random bits.</summary>
    /// <returns>Any value of <see cref="ulong"/>, all equally likely.</returns>
    public ulong NextBits()
    {
        _state += 0x9E3779B97F4A7C15UL;
        var bits = _state;
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9UL;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBUL;
        return bits ^ (bits >> 31);
    }

    /// <summary>Returns a uniformly distributed integer.</summary>
    /// <param name="bound">The number of possible values, at least 1.</param>
    /// <returns>A number from 0 to <paramref name="bound"/> - 1.</returns>
    public int Next(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);

        // Values above the last whole multiple of the bound are rejected; otherwise small numbers would be more likely.
        var limit = ulong.MaxValue - (ulong.MaxValue % (ulong)bound);
        ulong bits;
        do
        {
            bits = NextBits();
        }
        while (bits >= limit);

        return (int)(bits % (ulong)bound);
    }

    /// <summary>Returns a fraction with 53 random bits.</summary>
    /// <returns>A number from 0 to below 1.</returns>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Returns a number in a range.</summary>
    /// <returns>A number from <paramref name="from"/> to below <paramref name="to"/>, or the bound if both are equal.</returns>
    public double Between(double from, double to) => from + ((to - from) * NextDouble());

    /// <summary>Returns a number in a range around 0.</summary>
    /// <param name="max">The largest distance from 0.</param>
    public double Symmetric(double max) => Between(-max, max);

    /// <summary>Returns true with a given probability.</summary>
    /// <param name="chance">The probability, from 0 for never to 1 for always.</param>
    public bool Happens(double chance) => NextDouble() < chance;

    /// <summary>Returns a normally distributed number with mean 0 and standard deviation 1 (Box and Muller, 1958).</summary>
    public double NextNormal() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>Shuffles the items, with every order equally likely (Fisher and Yates).</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
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
