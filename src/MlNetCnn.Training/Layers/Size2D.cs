using System.Globalization;

namespace MlNetCnn.Training.Layers;

/// <summary>A height and a width in pixels: a kernel size, a stride or a dilation. A single number is used for both.</summary>
/// <param name="Height">Along the rows.</param>
/// <param name="Width">Along the columns.</param>
public readonly record struct Size2D(int Height, int Width)
{
    /// <summary>Converts a number to the same height and width.</summary>
    /// <param name="side">Height and width.</param>
    public static implicit operator Size2D(int side) => new(side, side);

    /// <summary>Converts a pair of height and width.</summary>
    /// <param name="size">The pair.</param>
    public static implicit operator Size2D((int Height, int Width) size) => new(size.Height, size.Width);

    /// <summary>Returns height x width, for example <c>3x3</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Height}x{Width}");
}
