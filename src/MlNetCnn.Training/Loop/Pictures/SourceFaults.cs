namespace MlNetCnn.Training;

/// <summary>Tells of images that were usable when their features were extracted and are not any more.</summary>
internal static class SourceFaults
{
    /// <summary>Checks a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <exception cref="MlNetCnnException"><c>DATA_CHANGED</c>.</exception>
    public static void RequireNone(PixelBatch batch)
    {
        if (batch.Faults.Count > 0)
        {
            throw Changed(batch.Faults[0]);
        }
    }

    /// <summary>The error for one image.</summary>
    /// <param name="fault">What is wrong with it now.</param>
    public static MlNetCnnException Changed(ImageFault fault) => new(
        FaultKind.Data, "DATA_CHANGED", $"'{fault.Path}' could be read at first and not any more ({fault.Reason})",
        fix: "leave the images where they are while training runs");
}
