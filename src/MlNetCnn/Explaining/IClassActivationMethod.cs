namespace MlNetCnn;

/// <summary>Finds heat maps.</summary>
internal interface IClassActivationMethod : IDisposable
{
    /// <summary>The method's usual name, for example <c>Grad-CAM</c>.</summary>
    string Method { get; }

    /// <summary>Finds the heat map of a picture.</summary>
    /// <param name="path">The file.</param>
    /// <param name="className">The class that the heat is to speak for, or null for the most probable one.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    HeatMap Explain(string path, string? className = null, CancellationToken cancellationToken = default);
}
