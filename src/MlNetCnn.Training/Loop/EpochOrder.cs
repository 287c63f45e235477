namespace MlNetCnn.Training;

/// <summary>In which order the training images are shown.</summary>
internal static class EpochOrder
{
    // Keeps these numbers apart from those of augmentation and mixing, which start from the same seed.
    private const long Stream = 0x6F72646572;

    /// <summary>Makes the order of an epoch.</summary>
    /// <param name="labels">The class of each image.</param>
    /// <param name="balancing">With <see cref="ClassBalancing.Sampling"/> each class comes up equally often.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="epoch">The epoch.</param>
    /// <returns>Places in the list; as many as there are images.</returns>
    public static int[] Make(IReadOnlyList<int> labels, ClassBalancing balancing, long seed, int epoch)
    {
        var random = SeededRandom.At(seed, Stream, epoch);
        int[] order = [.. Enumerable.Range(0, labels.Count)];
        random.Shuffle<int>(order);
        if (balancing != ClassBalancing.Sampling)
        {
            return order;
        }

        // Each class deals its shuffled images in turn, from the start again where it runs out; rounds in a random order of classes.
        int[][] hands = [.. order.GroupBy(i => labels[i]).OrderBy(g => g.Key).Select(g => g.ToArray())];
        int[] turns = [.. Enumerable.Range(0, hands.Length)];
        for (var shown = 0; shown < order.Length; shown++)
        {
            var (round, turn) = Math.DivRem(shown, hands.Length);
            if (turn == 0)
            {
                random.Shuffle<int>(turns);
            }

            var hand = hands[turns[turn]];
            order[shown] = hand[round % hand.Length];
        }

        return order;
    }

    /// <summary>What the loss of each class is multiplied by: the inverse of its share, 1 on average over the images.</summary>
    /// <param name="labels">The class of each image.</param>
    /// <param name="classCount">Classes there are; one without images gets 0.</param>
    public static double[] ClassWeights(IReadOnlyList<int> labels, int classCount)
    {
        var counts = new int[classCount];
        foreach (var label in labels)
        {
            counts[label]++;
        }

        var present = counts.Count(count => count > 0);
        return [.. counts.Select(count => count == 0 ? 0 : (double)labels.Count / present / count)];
    }
}
