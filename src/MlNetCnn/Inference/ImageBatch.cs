namespace MlNetCnn.Inference;

/// <summary>
/// Some pictures and what the graph gave for each. The memory is used again: a batch is valid until its reader asks for
/// the next one.
/// </summary>
[SharedInternal]
internal sealed class ImageBatch
{
    private readonly string[] _paths;
    private readonly ImageRequest[] _requested;
    private readonly ImageError?[] _errors;
    private readonly ImageTraits[] _traits;
    private readonly float[] _outputs;

    public ImageBatch(int capacity, int outputLength)
    {
        _paths = new string[capacity];
        _requested = new ImageRequest[capacity];
        _errors = new ImageError?[capacity];
        _traits = new ImageTraits[capacity];
        _outputs = new float[capacity * outputLength];
        OutputCount = outputLength;
    }

    /// <summary>Pictures in the batch.</summary>
    public int Count { get; private set; }

    /// <summary>Floats that the graph gives for one picture.</summary>
    public int OutputCount { get; }

    /// <summary>Whether no further picture fits in.</summary>
    public bool IsFull => Count == _paths.Length;

    /// <summary>The file of picture <paramref name="index"/>.</summary>
    public string Path(int index) => _paths[index];

    /// <summary>Where picture <paramref name="index"/> comes from, in a batch that is read from a <see cref="IPixelSource"/>.</summary>
    public ImageRequest Requested(int index) => _requested[index];

    /// <summary>Why picture <paramref name="index"/> was rejected, or null.</summary>
    public ImageError? Error(int index) => _errors[index];

    /// <summary>What is unusual about picture <paramref name="index"/>; none after a fault.</summary>
    public ImageTraits Traits(int index) => _traits[index];

    /// <summary>What the graph gave for picture <paramref name="index"/>; meaningless after a fault.</summary>
    public Span<float> Output(int index) => _outputs.AsSpan(index * OutputCount, OutputCount);

    /// <summary>Adds a picture.</summary>
    public void Add(string path, ImageRequest requested = default)
    {
        _paths[Count] = path;
        _requested[Count] = requested;
        _traits[Count] = ImageTraits.None;
        _errors[Count++] = null;
    }

    /// <summary>Notes why picture <paramref name="index"/> was rejected.</summary>
    public void Reject(int index, ImageError error) => _errors[index] = error;

    /// <summary>Notes what is unusual about picture <paramref name="index"/>.</summary>
    public void Note(int index, ImageTraits traits) => _traits[index] = traits;

    /// <summary>Makes the batch empty.</summary>
    public void Clear() => Count = 0;
}
