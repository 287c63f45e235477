namespace MlNetCnn.Inference;

/// <summary>
/// Some images and the output of the graph for each. The memory is reused: a batch is valid until its reader requests
/// the next one.
/// </summary>
[SharedInternal]
internal sealed class ImageBatch
{
    private readonly ImageSource[] _images;
    private readonly ImageRequest[] _requested;
    private readonly ImageError?[] _errors;
    private readonly ImageTraits[] _traits;
    private readonly ImageTimings[] _timings;
    private readonly float[] _outputs;

    public ImageBatch(int capacity, int outputLength)
    {
        _images = new ImageSource[capacity];
        _requested = new ImageRequest[capacity];
        _errors = new ImageError?[capacity];
        _traits = new ImageTraits[capacity];
        _timings = new ImageTimings[capacity];
        _outputs = new float[capacity * outputLength];
        OutputCount = outputLength;
    }

    /// <summary>The number of images in the batch.</summary>
    public int Count { get; private set; }

    /// <summary>The number of floats that the graph outputs for one image.</summary>
    public int OutputCount { get; }

    /// <summary>Whether the batch has its maximum number of images.</summary>
    public bool IsFull => Count == _images.Length;

    /// <summary>Returns the file of image <paramref name="index"/>.</summary>
    public string Path(int index) => _images[index].Path;

    /// <summary>Returns image <paramref name="index"/>: its file or its bytes.</summary>
    public ImageSource Image(int index) => _images[index];

    /// <summary>Returns the request for image <paramref name="index"/>, in a batch that is read from a <see cref="IPixelSource"/>.</summary>
    public ImageRequest Requested(int index) => _requested[index];

    /// <summary>Returns why image <paramref name="index"/> was rejected, or null.</summary>
    public ImageError? Error(int index) => _errors[index];

    /// <summary>Returns what is unusual about image <paramref name="index"/>; none after an error.</summary>
    public ImageTraits Traits(int index) => _traits[index];

    /// <summary>Returns how long image <paramref name="index"/> took; unknown in a batch that is read from a <see cref="IPixelSource"/>.</summary>
    public ImageTimings Timings(int index) => _timings[index];

    /// <summary>Returns the output of the graph for image <paramref name="index"/>; undefined after an error.</summary>
    public Span<float> Output(int index) => _outputs.AsSpan(index * OutputCount, OutputCount);

    /// <summary>Adds an image.</summary>
    public void Add(in ImageSource image, ImageRequest requested = default)
    {
        _images[Count] = image;
        _requested[Count] = requested;
        _traits[Count] = ImageTraits.None;
        _timings[Count] = default;
        _errors[Count++] = null;
    }

    /// <summary>Records why image <paramref name="index"/> was rejected.</summary>
    public void Reject(int index, ImageError error) => _errors[index] = error;

    /// <summary>Records what is unusual about image <paramref name="index"/>.</summary>
    public void Note(int index, ImageTraits traits) => _traits[index] = traits;

    /// <summary>Records how long image <paramref name="index"/> took.</summary>
    public void Note(int index, in ImageTimings timings) => _timings[index] = timings;

    /// <summary>Clears the batch, which then does not keep bytes of images alive.</summary>
    public void Clear()
    {
        Array.Clear(_images, 0, Count);
        Count = 0;
    }
}
