using System.ComponentModel.DataAnnotations;

namespace MlNetCnn.Scoring;

/// <summary>How a package of version 0.1 is upgraded.</summary>
public sealed record ModelUpgradeOptions
{
    /// <summary>
    /// How many times the input size ML.NET's ResizeImages draws an image before the graph reduces it, 1..4, or null to choose it by the
    /// sizes of <see cref="Images"/>.
    /// </summary>
    /// <value>Null. Without images that is 2.</value>
    [Range(MlNetCnn.Imaging.ResizeFactor.Min, MlNetCnn.Imaging.ResizeFactor.Max)]
    public double? ResizeFactor { get; init; }

    /// <summary>Images like those that the model is asked about; labels are not needed. Up to 200 of them compare the new package with the old one.</summary>
    /// <value>None.</value>
    public IReadOnlyList<string> Images { get; init; } = [];

    /// <summary>Images worked on at the same time; 0 for one per core.</summary>
    /// <value>0.</value>
    [Range(0, 1024)]
    public int Threads { get; init; }
}
