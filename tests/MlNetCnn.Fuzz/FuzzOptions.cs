namespace MlNetCnn.Fuzz;

/// <summary>Options for fuzzing a target.</summary>
internal sealed record FuzzOptions
{
    /// <summary>The number of damaged files.</summary>
    /// <value>20,000.</value>
    public int Count { get; init; } = 20_000;

    /// <summary>The seed of the mutations.</summary>
    /// <value>1.</value>
    public int Seed { get; init; } = 1;

    /// <summary>The folder for files that cause failures.</summary>
    public required string Folder { get; init; }

    /// <summary>The time limit for one file; a longer run counts as a hang.</summary>
    /// <value>5 seconds.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The memory limit of the process, in megabytes.</summary>
    /// <value>1,500: an image of 89 megapixels takes 360, an interlaced one twice that.</value>
    public long MaxMegabytes { get; init; } = 1500;
}
