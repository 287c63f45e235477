namespace MlNetCnn.Hosting;

/// <summary>The codes of errors that only hosting reports, beside <see cref="ErrorCodes"/>. They stay the same from version to version.</summary>
public static class HostingErrorCodes
{
    /// <summary>The application has stopped and accepts no more requests.</summary>
    public const string Draining = "DRAINING";

    /// <summary>The bytes of waiting images have reached their limit.</summary>
    public const string MemoryFull = "MEMORY_FULL";

    /// <summary>The models, a reload and the images in flight may need more memory than allowed.</summary>
    public const string MemoryLimit = "MEMORY_LIMIT";

    /// <summary>The changed file has other classes than the loaded model.</summary>
    public const string ModelClassesChanged = "MODEL_CLASSES_CHANGED";

    /// <summary>No model is loaded under this name.</summary>
    public const string ModelNotLoaded = "MODEL_NOT_LOADED";

    /// <summary>No file is specified for a model.</summary>
    public const string ModelPathMissing = "MODEL_PATH_MISSING";

    /// <summary>The file changes while it is read.</summary>
    public const string ModelStillWritten = "MODEL_STILL_WRITTEN";

    /// <summary>The queue of a model is full.</summary>
    public const string QueueFull = "QUEUE_FULL";

    /// <summary>A request was not completed within its timeout.</summary>
    public const string Timeout = "TIMEOUT";
}
