namespace MlNetCnn.Inference;

/// <summary>
/// Decoded images: NCHW, float32, RGB 0..255. The memory is reused: a batch is valid until its reader requests the next
/// one.
/// </summary>
/// <remarks>Several threads may read a batch until its reader asks for the next one.</remarks>
public sealed class PixelBatch
{
    private readonly float[] _pixels;
    private readonly int[] _indices;
    private readonly List<ImageError> _errors = [];

    internal PixelBatch(int capacity, int pixelLength)
    {
        _pixels = new float[capacity * pixelLength];
        _indices = new int[capacity];
        PixelValueCount = pixelLength;
    }

    /// <summary>The number of images in the batch, without rejected ones.</summary>
    public int Count { get; private set; }

    /// <summary>The number of floats of one image: 3 * height * width.</summary>
    public int PixelValueCount { get; }

    /// <summary>The pixels of all images, one image after the other.</summary>
    public ReadOnlySpan<float> Pixels => _pixels.AsSpan(0, Count * PixelValueCount);

    /// <summary>The index of each image in the list of paths.</summary>
    public ReadOnlySpan<int> Indices => _indices.AsSpan(0, Count);

    /// <summary>The images that were rejected.</summary>
    public IReadOnlyList<ImageError> Errors => _errors;

    /// <summary>The images to decode into this batch.</summary>
    internal List<ImageRequest> Requested { get; } = [];

    /// <summary>The pixels of all images, to be changed before they are used.</summary>
    internal Span<float> WritablePixels => _pixels.AsSpan(0, Count * PixelValueCount);

    /// <summary>The memory for the pixels of the next image.</summary>
    internal Span<float> Next => _pixels.AsSpan(Count * PixelValueCount, PixelValueCount);

    internal void Accept(int index) => _indices[Count++] = index;

    internal void Reject(ImageError error) => _errors.Add(error);

    internal void Clear()
    {
        Count = 0;
        _errors.Clear();
        Requested.Clear();
    }
}
