import type { PipeTransform } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/internal';
import type { RouteHandler } from '../routes/route-handlers';
import type { ShapeRules } from './shape-rules';
import { ShapePipe } from './shape.pipe';

const FROM_OUTSIDE = [
  RouteParamtypes.BODY,
  RouteParamtypes.RAW_BODY,
  RouteParamtypes.QUERY,
  RouteParamtypes.PARAM,
  RouteParamtypes.FILE,
  RouteParamtypes.FILES,
].map(String);

interface Parameter {
  pipes?: PipeTransform[];
}

/**
 * Applies the ShapePipe to all external input of routes. As a global pipe it would also run on the values of custom
 * decorators, and every request would wait for a promise for each of them.
 */
export function shapeAllInput(routes: readonly RouteHandler[], rules: ShapeRules): void {
  const shape = new ShapePipe(rules);
  for (const { controller, name } of routes) {
    const parameters = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {}) as Record<string, Parameter>;
    for (const [key, parameter] of Object.entries(parameters)) {
      const [kind = ''] = key.split(':');
      const pipes = parameter.pipes ?? [];
      if (!FROM_OUTSIDE.includes(kind)) continue;
      // Removes the pipe of another application in this process, whose routes are already built.
      parameter.pipes = [shape, ...pipes.filter((pipe) => !(pipe instanceof ShapePipe))];
    }
  }
}
