namespace MlNetCnn;

/// <summary>The interpolation with which an image is drawn onto a canvas of another size.</summary>
internal enum DrawKernel
{
    /// <summary>The cubic of Mitchell and Netravali over 4 pixels an axis: ML.NET 6's IsoCrop and IsoPad, and ML.NET 5's where they enlarge.</summary>
    Mitchell,

    /// <summary>Linear over 2 pixels an axis: ML.NET 5's IsoCrop and IsoPad where they shrink, after as many halvings as fit.</summary>
    Linear,

    /// <summary>The nearest pixel: ML.NET's Fill.</summary>
    Nearest,
}
