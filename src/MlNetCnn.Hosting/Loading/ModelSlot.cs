using System.Globalization;

namespace MlNetCnn.Hosting.Loading;

/// <summary>The place of a named model: what is loaded, and what is known about its file.</summary>
/// <param name="name">The name of the classifier.</param>
/// <param name="options">Returns the options, as configured now.</param>
internal sealed class ModelSlot(string name, Func<HostedModelOptions> options)
{
    private LoadedModel? _current;
    private int _version;

    /// <summary>Raised after a model has been loaded or replaced.</summary>
    public event EventHandler<HostedModelChangedEventArgs>? Changed;

    public string Name => name;

    public HostedModelOptions Options => options();

    /// <summary>The loaded model, or null.</summary>
    public LoadedModel? Current => Volatile.Read(ref _current);

    /// <summary>Describes the loaded model, or null.</summary>
    public HostedModel? Model => Current?.Info;

    /// <summary>Why the last load failed, or null.</summary>
    public Exception? LoadError { get; set; }

    /// <summary>The card of the model that was loaded last, whose classes clients expect, or null.</summary>
    public ModelCard? LastCard { get; set; }

    /// <summary>The stamp of the file whose content was loaded or rejected last.</summary>
    public FileStamp LoadedStamp { get; set; } = FileStamp.Missing;

    /// <summary>Returns the version of the next model.</summary>
    public string NextVersion() => (++_version).ToString(CultureInfo.InvariantCulture);

    /// <summary>Replaces the model.</summary>
    /// <param name="next">The new one, or null.</param>
    /// <returns>The old one, released, or null.</returns>
    public LoadedModel? Exchange(LoadedModel? next)
    {
        var previous = Interlocked.Exchange(ref _current, next);
        previous?.Release();
        return previous;
    }

    /// <summary>Raises <see cref="Changed"/>.</summary>
    /// <param name="previous">The replaced model, or null.</param>
    /// <param name="current">The new model.</param>
    public void OnChanged(HostedModel? previous, HostedModel current) => Changed?.Invoke(this, new HostedModelChangedEventArgs(previous, current));
}
