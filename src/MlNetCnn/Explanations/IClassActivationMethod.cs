namespace MlNetCnn.Explanations;

/// <summary>
/// Computes heat maps of the image regions that support a class, according to a network. <c>ClassActivationMapping</c> works without gradients,
/// <c>GradCam</c> with them.
/// </summary>
/// <remarks>Whether threads may share an instance is up to the method: <c>ClassActivationMapping</c> is thread-safe, <c>GradCam</c> is not.</remarks>
public interface IClassActivationMethod : IDisposable
{
    /// <summary>The usual name of the method, for example <c>Grad-CAM</c>.</summary>
    string Method { get; }

    /// <summary>Computes the heat map of an image.</summary>
    /// <remarks>Synchronous because running the network is CPU work; call it inside <see cref="Task.Run(Action)"/> to keep a thread free.</remarks>
    /// <param name="path">The file.</param>
    /// <param name="className">The class to explain, or null for the most probable one.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>The heat map, in the input size of the network.</returns>
    /// <exception cref="MlNetCnnException">The file cannot be used, or the network has no such class (<c>CLASS_UNKNOWN</c>).</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    HeatMap Explain(string path, string? className = null, CancellationToken cancellationToken = default);
}
