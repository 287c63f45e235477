using MlNetCnn.Training;

namespace MlNetCnn.Cli;

/// <summary>Creates class activation methods.</summary>
internal static class ClassActivationMethods
{
    /// <summary>Creates the requested method.</summary>
    /// <param name="network">The classifier.</param>
    /// <param name="method">The method.</param>
    /// <param name="note">Receives the reason why gradients are not used.</param>
    /// <exception cref="MlNetCnnException">The network is not a classifier, or gradients were requested and are not available.</exception>
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
            note($"without gradients, because {exception.Problem}");
            return new ClassActivationMapping(network);
        }
    }

    /// <summary>Creates the method for a report: exact class activation mapping if the end of the network allows it, since that does not need
    /// libtorch.</summary>
    /// <param name="network">The classifier.</param>
    /// <returns>Null for a network without feature maps.</returns>
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

/// <summary>The methods of <c>explain</c>.</summary>
internal enum ExplanationMethod
{
    /// <summary>Grad-CAM if libtorch loads, otherwise class activation mapping.</summary>
    Auto,

    /// <summary>Grad-CAM, from gradients.</summary>
    GradCam,

    /// <summary>Class activation mapping, without gradients.</summary>
    Activation,
}
