using System.Numerics;

namespace MlNetCnn.Diagnostics;

/// <summary>
/// Finds pairs of similar hashes without comparing every pair: multi-index hashing (Norouzi, Punjani and Fleet, "Fast search in Hamming
/// space with multi-index hashing", CVPR 2012). The 64 low bits are split into four words of 16; hashes that differ in at most t bits differ
/// in at most t/4 bits of one word, so only those in neighboring buckets of a word are compared.
/// </summary>
internal static class NearCopies
{
    /// <summary>The maximum threshold; above it, most buckets are neighbors, and most matches are accidental.</summary>
    public const int MaxThreshold = 15;

    private const int WordBits = 16;
    private const int Words = 64 / WordBits;

    /// <summary>Reports every near pair.</summary>
    /// <param name="hashes">The hashes, all different; the time grows with the number of near pairs.</param>
    /// <param name="requested">For each hash, the hash that others are compared with: the same one, or that of the rotated image.</param>
    /// <param name="threshold">See <see cref="PerceptualHash.IsNear"/>, from 0 to <see cref="MaxThreshold"/>.</param>
    /// <param name="found">Receives the indices of a pair, the smaller one first; a pair may be reported more than once.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public static void Find(PerceptualHash[] hashes, PerceptualHash[] requested, int threshold, Action<int, int> found, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threshold, MaxThreshold);
        var flips = Enumerable.Range(0, 1 << WordBits).Where(bits => BitOperations.PopCount((uint)bits) <= threshold / Words).ToArray();
        for (var word = 0; word < Words; word++)
        {
            var (starts, members) = Buckets(hashes, word);
            for (var i = 0; i < hashes.Length; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var key = Word(requested[i], word);
                foreach (var flip in flips)
                {
                    var bucket = key ^ flip;
                    for (var at = starts[bucket]; at < starts[bucket + 1]; at++)
                    {
                        var other = members[at];
                        if (other > i && requested[i].IsNear(hashes[other], threshold))
                        {
                            found(i, other);
                        }
                    }
                }
            }
        }
    }

    /// <summary>Sorts the indices by a word (counting sort): bucket k is starts[k] up to, but not including, starts[k + 1].</summary>
    private static (int[] Starts, int[] Members) Buckets(PerceptualHash[] hashes, int word)
    {
        var starts = new int[(1 << WordBits) + 1];
        foreach (var hash in hashes)
        {
            starts[Word(hash, word) + 1]++;
        }

        for (var bucket = 0; bucket < 1 << WordBits; bucket++)
        {
            starts[bucket + 1] += starts[bucket];
        }

        var next = starts.ToArray();
        var members = new int[hashes.Length];
        for (var i = 0; i < hashes.Length; i++)
        {
            members[next[Word(hashes[i], word)]++] = i;
        }

        return (starts, members);
    }

    private static int Word(in PerceptualHash hash, int word) => (ushort)(hash.Low >> (word * WordBits));
}
