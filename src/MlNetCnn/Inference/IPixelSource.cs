namespace MlNetCnn.Inference;

/// <summary>Provides the pixels of images, from memory or from their files. Safe for concurrent use by several threads.</summary>
internal interface IPixelSource : IDisposable
{
    /// <summary>Reads an image.</summary>
    /// <param name="requested">The requested image and epoch.</param>
    /// <param name="pixels">CHW, float32, RGB 0..255; undefined after an error.</param>
    /// <returns>Null, or why its file was rejected.</returns>
    ImageError? Read(ImageRequest requested, Span<float> pixels);
}

/// <summary>A request for an image in a batch.</summary>
/// <param name="Index">Its index in the list of paths.</param>
/// <param name="Epoch">The epoch.</param>
/// <param name="Repeat">The number of earlier requests in this pass, so that oversampled images do not have the same pixels.</param>
internal readonly record struct ImageRequest(int Index, int Epoch, int Repeat);
