namespace MlNetCnn.Training;

/// <summary>Usable pictures with their classes.</summary>
/// <param name="Paths">The files.</param>
/// <param name="Labels">Their classes, as places in the list of class names.</param>
internal sealed record LabeledImages(IReadOnlyList<string> Paths, IReadOnlyList<int> Labels)
{
    /// <summary>How many there are.</summary>
    public int Count => Paths.Count;

    /// <summary>The usable images of a split.</summary>
    /// <param name="features">All images of all splits.</param>
    /// <param name="rows">Those of the split, and their classes.</param>
    public static LabeledImages Of(LabeledFeatures features, LabeledRows rows) => new([.. rows.Rows.Select(row => features.Paths[row])], rows.Labels);

    /// <summary>What a network is to say of some of them.</summary>
    /// <param name="shown">Their places in the list.</param>
    /// <param name="classCount">Classes there are.</param>
    /// <param name="smoothing">Label smoothing.</param>
    /// <returns>[pictures, classes], row-major: a distribution over the classes for each picture.</returns>
    public float[] Targets(int[] shown, int classCount, double smoothing)
    {
        var targets = new float[shown.Length * classCount];
        SoftLabels.Write([.. shown.Select(i => Labels[i])], classCount, smoothing, targets);
        return targets;
    }
}

/// <summary>Tells of images that were usable when their features were extracted and are not any more.</summary>
internal static class SourceErrors
{
    /// <summary>Checks a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <exception cref="MlNetCnnException"><c>DATA_CHANGED</c>.</exception>
    public static void RequireNone(PixelBatch batch)
    {
        if (batch.Errors.Count > 0)
        {
            throw Changed(batch.Errors[0]);
        }
    }

    /// <summary>The error for one image.</summary>
    /// <param name="error">What is wrong with it now.</param>
    public static MlNetCnnException Changed(ImageError error) => new(
        ErrorKind.Data, ErrorCodes.DataChanged, $"'{error.Path}' could be read at first and not any more ({error.Reason})",
        fix: "leave the images where they are while training runs");
}
