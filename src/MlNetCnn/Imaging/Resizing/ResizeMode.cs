namespace MlNetCnn;

/// <summary>How a picture of any shape becomes the backbone's square of pixels.</summary>
public enum ResizeMode
{
    /// <summary>Shrink until the short side fits, then cut the centre out. What most backbones were trained on; the default.</summary>
    Crop,

    /// <summary>Shrink until the long side fits and leave black bars. Nothing is cut off.</summary>
    Pad,

    /// <summary>Shrink both sides on their own. Nothing is cut off, shapes are distorted; drawn by ML.NET's <c>Fill</c>, which takes
    /// the nearest pixels, so images below the input size show blocks.</summary>
    Squash,
}
