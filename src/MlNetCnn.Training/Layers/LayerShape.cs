using System.Globalization;

namespace MlNetCnn.Training.Layers;

/// <summary>The output shape of a layer for one image: a feature map of channels, height and width, or a vector.</summary>
public readonly record struct LayerShape
{
    private LayerShape(int channels, int height, int width, bool isMap) =>
        (Channels, Height, Width, IsMap) = (channels, height, width, isMap);

    /// <summary>The channels of a map, or the length of a vector.</summary>
    public int Channels { get; }

    /// <summary>The map's height in pixels; 1 for a vector.</summary>
    public int Height { get; }

    /// <summary>The map's width in pixels; 1 for a vector.</summary>
    public int Width { get; }

    /// <summary>Whether the shape is a map.</summary>
    public bool IsMap { get; }

    /// <summary>The total number of values.</summary>
    public long Length => (long)Channels * Height * Width;

    /// <summary>Creates the shape of a feature map.</summary>
    /// <param name="channels">At least 1.</param>
    /// <param name="height">Pixels, at least 1.</param>
    /// <param name="width">Pixels, at least 1.</param>
    public static LayerShape Map(int channels, int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        return new LayerShape(channels, height, width, isMap: true);
    }

    /// <summary>Creates the shape of a vector.</summary>
    /// <param name="length">At least 1.</param>
    public static LayerShape Vector(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        return new LayerShape(length, 1, 1, isMap: false);
    }

    /// <summary>Returns <c>[channels, height, width]</c> or <c>[length]</c>.</summary>
    public override string ToString() => IsMap
        ? string.Create(CultureInfo.InvariantCulture, $"[{Channels}, {Height}, {Width}]")
        : string.Create(CultureInfo.InvariantCulture, $"[{Channels}]");

    /// <summary>Returns the tensor's shape for one image.</summary>
    internal long[] ToDims() => IsMap ? [1, Channels, Height, Width] : [1, Channels];
}
