namespace MlNetCnn.Augmentations;

/// <summary>What is seen beyond the border of a picture that was moved, turned, shrunk or bent. Names as in Keras.</summary>
public enum FillMode
{
    /// <summary>The picture mirrored at its border: <c>d c b a | a b c d | d c b a</c>. The default.</summary>
    Reflect,

    /// <summary>The nearest pixel of the border: <c>a a a a | a b c d | d d d d</c>.</summary>
    Nearest,

    /// <summary>The picture again from its other side: <c>a b c d | a b c d | a b c d</c>.</summary>
    Wrap,

    /// <summary>One grey value, <see cref="Augmentation.FillValue"/>.</summary>
    Constant,
}
