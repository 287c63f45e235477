namespace MlNetCnn.Training;

/// <summary>Determines which images an epoch shows and in which order, from the seed and the epoch alone, so that a run can be resumed at any epoch.</summary>
internal static class EpochOrder
{
    // Separates this random stream from those of augmentation and mixing, which use the same seed.
    private const int Stream = 0x6F726465;

    private const int OfEpoch = 0;
    private const int OfClass = 1;

    /// <summary>Returns the images of an epoch, as many as there are training images.</summary>
    /// <param name="labels">The class of each image, from 0.</param>
    /// <param name="balancing">
    /// With <see cref="ClassBalancing.Sampling"/>, all classes with images are shown equally often, to within one image, and no image of a class is
    /// repeated, even in a later epoch, before all others of that class have been shown; otherwise each image is shown once.
    /// </param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <returns>Indices into <paramref name="labels"/>.</returns>
    public static int[] Make(IReadOnlyList<int> labels, ClassBalancing balancing, long seed, int epoch)
    {
        int[] order = balancing == ClassBalancing.Sampling ? Balanced(labels, seed, epoch) : [.. Enumerable.Range(0, labels.Count)];
        SeededRandom.At(seed, Stream, OfEpoch, epoch).Shuffle<int>(order);
        return order;
    }

    /// <summary>Computes loss weights that give all classes equal influence.</summary>
    /// <param name="labels">The class of each image, from 0.</param>
    /// <param name="classCount">The number of classes.</param>
    /// <returns>A weight for each class, inversely proportional to its fraction of the images, with a mean of 1 over the images; 0 for a class
    /// without images.</returns>
    public static double[] ClassWeights(IReadOnlyList<int> labels, int classCount)
    {
        var counts = new int[classCount];
        foreach (var label in labels)
        {
            counts[label]++;
        }

        var present = counts.Count(count => count > 0);
        return [.. counts.Select(count => count == 0 ? 0 : labels.Count / ((double)present * count))];
    }

    private static int[] Balanced(IReadOnlyList<int> labels, long seed, int epoch)
    {
        var classes = Enumerable.Range(0, labels.Count).GroupBy(i => labels[i]).OrderBy(group => group.Key).Select(group => group.ToArray()).ToList();
        var order = new List<int>(labels.Count);
        for (var i = 0; i < classes.Count; i++)
        {
            var (from, to) = (ShownBefore(i, epoch), ShownBefore(i, epoch + 1));
            order.AddRange(RoundRobin(classes[i], labels[classes[i][0]], from, to));
        }

        return [.. order];

        // Each epoch shows every class equally often and gives the remainder to the classes in turn.
        long ShownBefore(long position, long epochs)
        {
            var (each, remainder) = Math.DivRem(labels.Count, classes.Count);
            return (epochs * each) + (((epochs * remainder) - position + classes.Count - 1) / classes.Count);
        }

        IEnumerable<int> RoundRobin(int[] images, int label, long from, long to)
        {
            for (var shown = from; shown < to;)
            {
                var (round, start) = Math.DivRem(shown, images.Length);
                var shuffled = (int[])images.Clone();
                SeededRandom.At(seed, Stream, OfClass, label, round).Shuffle<int>(shuffled);
                var count = (int)Math.Min(images.Length - start, to - shown);
                shown += count;
                foreach (var image in shuffled.AsSpan((int)start, count).ToArray())
                {
                    yield return image;
                }
            }
        }
    }
}
