namespace MlNetCnn.Hosting;

/// <summary>Thrown when a request cannot be accepted now, although it may be valid; it can be sent again later.</summary>
public sealed class InferenceRejectedException : Exception
{
    /// <summary>Creates an exception.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="message">The message.</param>
    public InferenceRejectedException(RejectionReason reason, string message)
        : base(message) => Reason = reason;

    /// <summary>The reason.</summary>
    public RejectionReason Reason { get; }

    /// <summary>The error code, one of <see cref="HostingErrorCodes"/>, for example <c>QUEUE_FULL</c>.</summary>
    public string Code => Reason switch
    {
        RejectionReason.QueueFull => HostingErrorCodes.QueueFull,
        RejectionReason.MemoryFull => HostingErrorCodes.MemoryFull,
        RejectionReason.NotLoaded => HostingErrorCodes.ModelNotLoaded,
        RejectionReason.Draining => HostingErrorCodes.Draining,
        _ => HostingErrorCodes.Timeout,
    };
}

/// <summary>Why a request was rejected.</summary>
public enum RejectionReason
{
    /// <summary>As many images as allowed are waiting; see <see cref="HostedModelOptions.QueueCapacity"/>.</summary>
    QueueFull,

    /// <summary>As many bytes of images as allowed are in memory; see <see cref="InferenceOptions.MaxQueuedBytes"/>.</summary>
    MemoryFull,

    /// <summary>No model is loaded.</summary>
    NotLoaded,

    /// <summary>The application has stopped.</summary>
    Draining,

    /// <summary>The request was not completed within its timeout.</summary>
    Timeout,
}
