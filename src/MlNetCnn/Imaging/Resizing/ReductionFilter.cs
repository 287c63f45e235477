namespace MlNetCnn.Imaging;

/// <summary>The filter with which a packaged graph reduces the image that ML.NET rendered.</summary>
public enum ReductionFilter
{
    /// <summary>
    /// A triangle filter two output pixels wide, per axis: what Pillow and torchvision call bilinear with antialiasing. Used in training.
    /// </summary>
    Triangle,

    /// <summary>
    /// Halves, then interpolates linearly between two pixels, per axis: the pixels of ML.NET 5.0.1's ResizeImages, on which models of version
    /// 0.1 were trained. Used by an upgrade of such a model.
    /// </summary>
    Linear,
}
