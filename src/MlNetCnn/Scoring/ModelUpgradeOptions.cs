using System.ComponentModel.DataAnnotations;

namespace MlNetCnn.Scoring;

/// <summary>Options for upgrading a package of version 0.1.</summary>
public sealed record ModelUpgradeOptions
{
    /// <summary>
    /// The factor, 1..4, between the size to which ML.NET's ResizeImages resizes an image and the input size, to which the graph reduces it, or null to
    /// select it by the sizes of <see cref="Images"/>.
    /// </summary>
    /// <value>Null. Without images, the factor is 2.</value>
    [Range(MlNetCnn.Imaging.ResizeFactor.Min, MlNetCnn.Imaging.ResizeFactor.Max)]
    public double? ResizeFactor { get; init; }

    /// <summary>Images like those that the model will score; labels are not needed. Up to 200 of them compare the new package with the old one.</summary>
    /// <value>None.</value>
    public IReadOnlyList<string> Images { get; init; } = [];

    /// <summary>The number of images processed at the same time; 0 for one per core.</summary>
    /// <value>0.</value>
    [Range(0, 1024)]
    public int Threads { get; init; }
}
