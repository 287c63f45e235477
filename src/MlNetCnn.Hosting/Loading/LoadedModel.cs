namespace MlNetCnn.Hosting.Loading;

/// <summary>A loaded model, the settings it was loaded with, and how many requests use it: it is disposed after the last one.</summary>
internal sealed class LoadedModel(ImageClassifier classifier, HostedModel info, LoadSettings settings)
{
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The classifier that holds it is the first user.
    private int _users = 1;

    public ImageClassifier Classifier => classifier;

    public HostedModel Info => info;

    public LoadSettings Settings => settings;

    /// <summary>Completed when the model has been disposed.</summary>
    public Task Disposed => _disposed.Task;

    /// <summary>Adds a user, unless the last one has gone.</summary>
    public bool TryAcquire()
    {
        var users = Volatile.Read(ref _users);
        while (users > 0)
        {
            var seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users)
            {
                return true;
            }

            users = seen;
        }

        return false;
    }

    /// <summary>Removes a user.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            classifier.Dispose();
            _disposed.TrySetResult();
        }
    }
}

/// <summary>What a model is loaded with; another value needs another load.</summary>
internal sealed record LoadSettings(
    string Path, int Views, int MaxBatchSize, long MaxImageBytes, long MaxImagePixels, ExecutionProvider ExecutionProvider)
{
    /// <summary>Reads the settings from options.</summary>
    /// <param name="name">The name of the classifier.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="MlNetCnnException">There is no path.</exception>
    public static LoadSettings From(string name, HostedModelOptions options) => new(
        string.IsNullOrEmpty(options.Path) ? throw NoPath(name) : System.IO.Path.GetFullPath(options.Path),
        options.Views, options.MaxBatchSize, options.MaxImageBytes, options.MaxImagePixels, options.ExecutionProvider);

    private static MlNetCnnException NoPath(string name) => new(
        ErrorKind.Usage, HostingErrorCodes.ModelPathMissing, $"the classifier '{name}' has no model file", expected: "a path", received: "none",
        fix: "call FromFile in AddImageClassifier, or set Path in the configuration");
}
