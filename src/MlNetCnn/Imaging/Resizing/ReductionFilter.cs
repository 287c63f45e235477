namespace MlNetCnn.Imaging;

/// <summary>The filter with which a packaged graph reduces the image that ML.NET drew.</summary>
public enum ReductionFilter
{
    /// <summary>
    /// A triangle two pixels of the result wide, an axis: what Pillow and torchvision call bilinear with antialiasing. What training uses.
    /// </summary>
    Triangle,

    /// <summary>
    /// Halves, then interpolates linearly between two pixels, an axis: the pixels of ML.NET 5.0.1's ResizeImages, on which models of version
    /// 0.1 were trained. What an upgrade of such a model uses.
    /// </summary>
    Linear,
}
