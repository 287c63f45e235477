namespace MlNetCnn.Primitives;

/// <summary>
/// Marks an internal type that MlNetCnn.Diagnostics or MlNetCnn.Training uses, so that changes to it affect these assemblies too. Types in
/// MlNetCnn.Onnx are shared without this attribute.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface | AttributeTargets.Enum, Inherited = false)]
internal sealed class SharedInternalAttribute : Attribute;
