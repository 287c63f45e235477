namespace MlNetCnn.Augmentations;

/// <summary>How pixels outside an image that was shifted, rotated, shrunk or sheared are filled. Names as in Keras.</summary>
public enum FillMode
{
    /// <summary>The image mirrored at its border: <c>d c b a | a b c d | d c b a</c>. The default.</summary>
    Reflect,

    /// <summary>The nearest border pixel: <c>a a a a | a b c d | d d d d</c>.</summary>
    Nearest,

    /// <summary>The image repeated: <c>a b c d | a b c d | a b c d</c>.</summary>
    Wrap,

    /// <summary>One gray level, <see cref="Augmentation.FillValue"/>.</summary>
    Constant,
}
