namespace MlNetCnn.Fuzz;

/// <summary>How a target is fuzzed.</summary>
internal sealed record FuzzOptions
{
    /// <summary>Damaged files.</summary>
    /// <value>20,000.</value>
    public int Count { get; init; } = 20_000;

    /// <summary>Decides what the damage is.</summary>
    /// <value>1.</value>
    public int Seed { get; init; } = 1;

    /// <summary>Where the files that fail are kept.</summary>
    public required string Folder { get; init; }

    /// <summary>How long one file may take; longer is a hang.</summary>
    /// <value>5 seconds.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The most memory that the process may take, in megabytes.</summary>
    /// <value>1,500: a picture of 89 megapixels takes 360, an interlaced one twice that.</value>
    public long MaxMegabytes { get; init; } = 1500;
}
