using System.Globalization;

namespace MlNetCnn.Training.Layers;

/// <summary>The zero padding that a window may extend into; <see cref="Same"/> by default.</summary>
public readonly record struct Padding
{
    private readonly (int Top, int Left, int Bottom, int Right)? _border;

    private Padding(int top, int left, int bottom, int right) => _border = (top, left, bottom, right);

    /// <summary>The padding that keeps the size if the stride is 1: the output has size / stride pixels, rounded up. An odd pixel is added at the
    /// bottom and the right, as in Keras (<c>SAME_UPPER</c> in ONNX).</summary>
    public static Padding Same => default;

    /// <summary>No padding: only complete windows count.</summary>
    public static Padding Valid { get; } = new(0, 0, 0, 0);

    /// <summary>Whether this is <see cref="Same"/>.</summary>
    public bool IsSame => _border is null;

    /// <summary>Creates the same padding for all sides.</summary>
    /// <param name="pixels">0 or more.</param>
    public static Padding Of(int pixels) => Of(pixels, pixels);

    /// <summary>Creates padding for the vertical and the horizontal sides.</summary>
    /// <param name="vertical">Above and below, 0 or more.</param>
    /// <param name="horizontal">Left and right, 0 or more.</param>
    public static Padding Of(int vertical, int horizontal) => Of(vertical, horizontal, vertical, horizontal);

    /// <summary>Creates padding for each side.</summary>
    /// <param name="top">0 or more.</param>
    /// <param name="left">0 or more.</param>
    /// <param name="bottom">0 or more.</param>
    /// <param name="right">0 or more.</param>
    public static Padding Of(int top, int left, int bottom, int right)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        ArgumentOutOfRangeException.ThrowIfNegative(left);
        ArgumentOutOfRangeException.ThrowIfNegative(bottom);
        ArgumentOutOfRangeException.ThrowIfNegative(right);
        return new Padding(top, left, bottom, right);
    }

    /// <inheritdoc cref="Of(int)"/>
    public static implicit operator Padding(int pixels) => Of(pixels);

    /// <summary>Returns <c>same</c>, <c>valid</c>, or the pixels at the top, left, bottom and right.</summary>
    public override string ToString() => _border is not { } border ? "same"
        : border == default ? "valid"
        : string.Create(CultureInfo.InvariantCulture, $"{border.Top},{border.Left},{border.Bottom},{border.Right}");

    /// <summary>Returns the pixels at the top, left, bottom and right.</summary>
    /// <param name="map">The map.</param>
    /// <param name="extent">The size that the window covers.</param>
    /// <param name="stride">The strides.</param>
    internal (int Top, int Left, int Bottom, int Right) Resolve(LayerShape map, Size2D extent, Size2D stride)
    {
        if (_border is { } border)
        {
            return border;
        }

        var (vertical, horizontal) = (Total(map.Height, extent.Height, stride.Height), Total(map.Width, extent.Width, stride.Width));
        return (vertical / 2, horizontal / 2, vertical - (vertical / 2), horizontal - (horizontal / 2));
    }

    private static int Total(int size, int extent, int stride)
    {
        var windows = (size + stride - 1) / stride;
        return Math.Max(((windows - 1) * stride) + extent - size, 0);
    }
}
