namespace MlNetCnn.Backbones;

/// <summary>Tells how much of a file has arrived, often enough for a bar and no oftener.</summary>
/// <param name="entry">The file.</param>
/// <param name="progress">Whom to tell; null for nobody.</param>
internal sealed class DownloadProgress(BackboneEntry entry, IProgress<TrainingProgress>? progress)
{
    private const int Kibibyte = 1024;
    private const long Step = 256 * Kibibyte;

    private long _told = -Step;

    /// <summary>Tells it, where it differs enough from what was told last or is the end.</summary>
    /// <param name="bytes">How many bytes there are; fewer than before where a download starts anew.</param>
    public void Report(long bytes)
    {
        if (bytes != _told && (Math.Abs(bytes - _told) >= Step || bytes == entry.Size))
        {
            _told = bytes;
            progress?.Report(new TrainingProgress(
                $"download {entry.Name}", (bytes + Kibibyte - 1) / Kibibyte, (entry.Size + Kibibyte - 1) / Kibibyte, "KiB"));
        }
    }
}
