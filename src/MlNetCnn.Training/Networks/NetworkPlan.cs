namespace MlNetCnn.Training;

/// <summary>What a network by name is built from.</summary>
/// <param name="Net">The builder that takes the layers.</param>
/// <param name="Width">A factor for the number of filters and units.</param>
/// <param name="Depth">The number of blocks, for networks that let it be chosen.</param>
internal sealed record NetworkPlan(CnnBuilder Net, double Width, int Depth)
{
    /// <summary>The size in pixels from which on networks for large photos get the beginning that they were published with, which at once
    /// makes the map a quarter of the picture's size. Smaller pictures would be gone before the first block, so they get one
    /// 3x3 convolution without a step, as is usual for CIFAR.</summary>
    public const int LargeImage = 64;

    /// <summary>Whether the pictures are small: the beginning for <see cref="LargeImage"/> does not suit them.</summary>
    public bool IsSmall { get; } = Math.Min(Net.DecodedImage.Height, Net.DecodedImage.Width) < LargeImage;

    /// <summary>The number of filters or units at the wanted width.</summary>
    /// <param name="count">The number at width 1.</param>
    public int Scaled(int count) => Math.Max(1, (int)Math.Round(count * Width, MidpointRounding.AwayFromZero));
}
