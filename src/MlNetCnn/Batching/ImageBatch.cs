namespace MlNetCnn;

/// <summary>
/// Some pictures and what the graph gave for each. The memory is used again: a batch is valid until its reader asks for
/// the next one.
/// </summary>
internal sealed class ImageBatch
{
    private readonly string[] _paths;
    private readonly WantedPicture[] _wanted;
    private readonly ImageFault?[] _faults;
    private readonly PictureTraits[] _traits;
    private readonly float[] _outputs;

    public ImageBatch(int capacity, int outputLength)
    {
        _paths = new string[capacity];
        _wanted = new WantedPicture[capacity];
        _faults = new ImageFault?[capacity];
        _traits = new PictureTraits[capacity];
        _outputs = new float[capacity * outputLength];
        OutputLength = outputLength;
    }

    /// <summary>Pictures in the batch.</summary>
    public int Count { get; private set; }

    /// <summary>Floats that the graph gives for one picture.</summary>
    public int OutputLength { get; }

    /// <summary>Whether no further picture fits in.</summary>
    public bool IsFull => Count == _paths.Length;

    /// <summary>The file of picture <paramref name="index"/>.</summary>
    public string Path(int index) => _paths[index];

    /// <summary>Where picture <paramref name="index"/> comes from, in a batch that is read from a <see cref="IPixelSource"/>.</summary>
    public WantedPicture Wanted(int index) => _wanted[index];

    /// <summary>Why picture <paramref name="index"/> was rejected, or null.</summary>
    public ImageFault? Fault(int index) => _faults[index];

    /// <summary>What is unusual about picture <paramref name="index"/>; none after a fault.</summary>
    public PictureTraits Traits(int index) => _traits[index];

    /// <summary>What the graph gave for picture <paramref name="index"/>; meaningless after a fault.</summary>
    public Span<float> Output(int index) => _outputs.AsSpan(index * OutputLength, OutputLength);

    /// <summary>Adds a picture.</summary>
    public void Add(string path, WantedPicture wanted = default)
    {
        _paths[Count] = path;
        _wanted[Count] = wanted;
        _traits[Count] = PictureTraits.None;
        _faults[Count++] = null;
    }

    /// <summary>Notes why picture <paramref name="index"/> was rejected.</summary>
    public void Reject(int index, ImageFault fault) => _faults[index] = fault;

    /// <summary>Notes what is unusual about picture <paramref name="index"/>.</summary>
    public void Note(int index, PictureTraits traits) => _traits[index] = traits;

    /// <summary>Makes the batch empty.</summary>
    public void Clear() => Count = 0;
}
