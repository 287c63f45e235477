namespace MlNetCnn.Explanations;

/// <summary>
/// Finds heat maps: which places of a picture speak for a class, in the eyes of a network. <c>ClassActivationMapping</c> does it without gradients,
/// <c>GradCam</c> with them.
/// </summary>
/// <remarks>Whether threads may share an instance is up to the method: <c>ClassActivationMapping</c> is thread-safe, <c>GradCam</c> is not.</remarks>
public interface IClassActivationMethod : IDisposable
{
    /// <summary>The method's usual name, for example <c>Grad-CAM</c>.</summary>
    string Method { get; }

    /// <summary>Finds the heat map of a picture.</summary>
    /// <remarks>Synchronous because running the network is CPU work; call it inside <see cref="Task.Run(Action)"/> to keep a thread free.</remarks>
    /// <param name="path">The file.</param>
    /// <param name="className">The class that the heat is to speak for, or null for the most probable one.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The heat map, of the size of the network's input.</returns>
    /// <exception cref="MlNetCnnException">The file cannot be used, or the network knows no such class (<c>CLASS_UNKNOWN</c>).</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    HeatMap Explain(string path, string? className = null, CancellationToken cancellationToken = default);
}
