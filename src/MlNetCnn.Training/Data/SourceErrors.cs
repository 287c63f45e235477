namespace MlNetCnn.Training;

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
