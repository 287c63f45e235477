namespace MlNetCnn.Diagnostics;

/// <summary>All that an audit keeps of a picture: some 350 bytes.</summary>
/// <param name="Content">The hash of the file's bytes; all zeros if the file could not be read.</param>
/// <param name="Hashes">The perceptual hashes in every orientation, the picture as it is first; null if it could not be decoded.</param>
/// <param name="Width">Width of the upright picture, in pixels; 0 if it could not be decoded.</param>
/// <param name="Height">Height of the upright picture, in pixels; 0 if it could not be decoded.</param>
/// <param name="Format">The format of the file.</param>
/// <param name="Traits">What is unusual about it.</param>
internal readonly record struct ImageRecord(
    ContentHash Content, PerceptualHash[]? Hashes, int Width, int Height, ImageFormat Format, ImageTraits Traits)
{
    /// <summary>The perceptual hash of the picture as it is.</summary>
    public PerceptualHash Hash => Hashes?[0] ?? default;

    /// <summary>Whether the picture was decoded.</summary>
    public bool IsReadable => Width > 0;

    /// <summary>Width times height.</summary>
    public long Pixels => (long)Width * Height;
}
