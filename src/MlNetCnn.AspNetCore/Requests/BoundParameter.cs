using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace MlNetCnn.AspNetCore.Requests;

/// <summary>A parameter from the path or the query of an endpoint that reads its request itself, for descriptions such as OpenAPI.</summary>
/// <param name="parameter">A parameter of a method that describes the endpoint, and is not called.</param>
internal sealed class BoundParameter(ParameterInfo parameter) : IParameterBindingMetadata
{
    public string Name => parameter.Name!;

    public bool HasTryParse => parameter.ParameterType == typeof(int?);

    public bool HasBindAsync => false;

    public ParameterInfo ParameterInfo => parameter;

    public bool IsOptional => parameter.HasDefaultValue;

    /// <summary>Returns the metadata of an endpoint.</summary>
    /// <param name="signature">The method that describes it.</param>
    /// <param name="parameters">Those of its parameters that the endpoint has.</param>
    public static object[] Describe(MethodInfo signature, IEnumerable<ParameterInfo> parameters) =>
        [signature, .. parameters.Select(parameter => new BoundParameter(parameter))];
}
