namespace MlNetCnn.Primitives;

/// <summary>
/// Marks an internal type that MlNetCnn.Diagnostics or MlNetCnn.Training uses: whoever changes it changes these as well. What lies in MlNetCnn.Onnx
/// is shared without it.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface | AttributeTargets.Enum, Inherited = false)]
internal sealed class SharedInternalAttribute : Attribute;
