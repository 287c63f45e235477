using SkiaSharp;

namespace MlNetCnn.Augmentations;

/// <summary>A random crop that a picture may or may not have room for.</summary>
/// <param name="Scale">Its area, as a fraction of what evaluation sees.</param>
/// <param name="Aspect">Its width over height, relative to the input's.</param>
/// <param name="X">Where it lies between left, 0, and right, 1.</param>
/// <param name="Y">Where it lies between top, 0, and bottom, 1.</param>
internal readonly record struct CropCandidate(double Scale, double Aspect, double X, double Y)
{
    // A crop of everything must not fail for the last bit of a square root.
    private const double Slack = 1e-6;

    /// <summary>The crop in pixels of the picture, or null where there is no room.</summary>
    /// <param name="field">Where it may lie.</param>
    /// <param name="view">What evaluation sees.</param>
    public SKRect? In(SKRect field, SKRect view)
    {
        var width = view.Width * Math.Sqrt(Scale * Aspect);
        var height = view.Height * Math.Sqrt(Scale / Aspect);
        if (width > field.Width * (1 + Slack) || height > field.Height * (1 + Slack))
        {
            return null;
        }

        return SKRect.Create(
            (float)(field.Left + (X * (field.Width - width))), (float)(field.Top + (Y * (field.Height - height))), (float)width, (float)height);
    }
}
