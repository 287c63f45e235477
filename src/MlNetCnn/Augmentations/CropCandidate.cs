using SkiaSharp;

namespace MlNetCnn.Augmentations;

/// <summary>A random crop that may or may not fit into an image.</summary>
/// <param name="Scale">Its area, as a fraction of the area that evaluation sees.</param>
/// <param name="Aspect">Its width over height, relative to the input's.</param>
/// <param name="X">Its horizontal position, 0 for left to 1 for right.</param>
/// <param name="Y">Its vertical position, 0 for top to 1 for bottom.</param>
internal readonly record struct CropCandidate(double Scale, double Aspect, double X, double Y)
{
    // A crop of everything must not fail because of the last bit of a square root.
    private const double Slack = 1e-6;

    /// <summary>Returns the crop in pixels of the image, or null if it does not fit.</summary>
    /// <param name="field">The region that may contain it.</param>
    /// <param name="view">The region that evaluation sees.</param>
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
