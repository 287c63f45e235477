namespace MlNetCnn;

/// <summary>How an image of any shape is made to fit the backbone's input.</summary>
public enum ResizeMode
{
    /// <summary>Scales the image until the short side fits, then crops the center. Most backbones were trained this way; the default.</summary>
    Crop,

    /// <summary>Scales the image until the long side fits and adds black bars. Nothing is cut off.</summary>
    Pad,

    /// <summary>Scales both sides independently. Nothing is cut off, but shapes are distorted; rendered by ML.NET's <c>Fill</c>, which uses
    /// the nearest pixels, so images below the input size look blocky.</summary>
    Squash,
}
