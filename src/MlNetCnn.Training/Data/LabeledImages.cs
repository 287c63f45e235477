namespace MlNetCnn.Training;

/// <summary>Valid images with their classes.</summary>
/// <param name="Paths">The files.</param>
/// <param name="Labels">Their classes, as indices into the list of class names.</param>
internal sealed record LabeledImages(IReadOnlyList<string> Paths, IReadOnlyList<int> Labels)
{
    /// <summary>The number of images.</summary>
    public int Count => Paths.Count;

    /// <summary>Returns the valid images of a split.</summary>
    /// <param name="features">The images of all splits.</param>
    /// <param name="rows">The rows of the split and their classes.</param>
    public static LabeledImages Of(LabeledFeatures features, LabeledRows rows) => new([.. rows.Rows.Select(row => features.Paths[row])], rows.Labels);

    /// <summary>Returns the training targets of some of the images.</summary>
    /// <param name="shown">Indices of the images.</param>
    /// <param name="classCount">The number of classes.</param>
    /// <param name="smoothing">The label smoothing factor.</param>
    /// <returns>[images, classes], row-major: a distribution over the classes for each image.</returns>
    public float[] Targets(int[] shown, int classCount, double smoothing)
    {
        var targets = new float[shown.Length * classCount];
        SoftLabels.Write([.. shown.Select(i => Labels[i])], classCount, smoothing, targets);
        return targets;
    }
}

/// <summary>Reports images that were valid when their features were extracted and no longer are.</summary>
internal static class SourceErrors
{
    /// <summary>Throws if an image of a batch cannot be read.</summary>
    /// <param name="batch">The batch.</param>
    /// <exception cref="MlNetCnnException"><c>DATA_CHANGED</c>.</exception>
    public static void RequireNone(PixelBatch batch)
    {
        if (batch.Errors.Count > 0)
        {
            throw Changed(batch.Errors[0]);
        }
    }

    /// <summary>Creates the error for one image.</summary>
    /// <param name="error">The current error of the image.</param>
    public static MlNetCnnException Changed(ImageError error) => new(
        ErrorKind.Data, ErrorCodes.DataChanged, $"'{error.Path}' could be read earlier but no longer can ({error.Reason})",
        fix: "do not move or change the images while training runs");
}
