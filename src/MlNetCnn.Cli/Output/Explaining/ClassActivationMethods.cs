using MlNetCnn.Training;

namespace MlNetCnn.Cli;

/// <summary>Makes what finds heat maps.</summary>
internal static class ClassActivationMethods
{
    /// <summary>Makes it by the method that was asked for.</summary>
    /// <param name="network">The classifier.</param>
    /// <param name="method">The method.</param>
    /// <param name="note">Takes a sentence on why there are no gradients.</param>
    /// <exception cref="MlNetCnnException">The network is no classifier; or gradients were asked for and there are none here.</exception>
    public static IClassActivationMethod Create(ImageNetwork network, ExplanationMethod method, Action<string> note)
    {
        if (method == ExplanationMethod.Activation)
        {
            return new ClassActivationMapping(network);
        }

        try
        {
            return new GradCam(network);
        }
        catch (MlNetCnnException exception) when (method == ExplanationMethod.Auto
            && exception.Code is ErrorCodes.EnvironmentLibtorch or ErrorCodes.ModelOperatorUnsupported or ErrorCodes.ModelTypeUnsupported)
        {
            note($"without gradients, since {exception.Problem}");
            return new ClassActivationMapping(network);
        }
    }

    /// <summary>Makes what draws the heat maps of a report: exact class activations where the network's end allows them, since those need no
    /// libtorch.</summary>
    /// <param name="network">The classifier.</param>
    /// <returns>Null for a network without feature maps, whose places cannot be told apart.</returns>
    public static IClassActivationMethod? ForReport(ImageNetwork network)
    {
        try
        {
            var activations = new ClassActivationMapping(network);
            if (activations.IsExact)
            {
                return activations;
            }

            activations.Dispose();
            return Create(network, ExplanationMethod.Auto, _ => { });
        }
        catch (MlNetCnnException exception) when (exception.Kind == ErrorKind.Model)
        {
            return null;
        }
    }
}

/// <summary>How <c>explain</c> finds heat maps.</summary>
internal enum ExplanationMethod
{
    /// <summary>By gradients where libtorch loads, else without.</summary>
    Auto,

    /// <summary>By gradients.</summary>
    GradCam,

    /// <summary>Without gradients.</summary>
    Activation,
}
