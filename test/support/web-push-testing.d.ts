declare module 'web-push-testing/src/PushApiModel.js' {
  export class PushApiModel {}
}
declare module 'web-push-testing/src/server.js' {
  export default class WebPushTestingServer {
    constructor(model: object, port: number);
    startServer(): void;
  }
}
