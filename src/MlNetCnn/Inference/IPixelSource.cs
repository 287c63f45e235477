namespace MlNetCnn.Inference;

/// <summary>Gives the pixels of pictures, from memory or from their files. Safe for use by several threads at once.</summary>
internal interface IPixelSource : IDisposable
{
    /// <summary>Reads a picture.</summary>
    /// <param name="requested">Which, and when.</param>
    /// <param name="pixels">CHW, float32, RGB 0..255; undefined after a fault.</param>
    /// <returns>Null, or why its file was rejected.</returns>
    ImageError? Read(ImageRequest requested, Span<float> pixels);
}
